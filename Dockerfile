# The page is built in the first stage; the second holds what the server, and the demo fleet, run on.
FROM node:24-bookworm-slim AS build
WORKDIR /spanglass
COPY . .
RUN npm run build

FROM node:24-bookworm-slim
WORKDIR /spanglass
COPY --from=build --chown=node:node /spanglass /spanglass
RUN mkdir /data && chown node:node /data
USER node
# Inside a container loopback is of no use, so the image binds every interface and says on each page that nobody is asked to log in.
ENV SPANGLASS_DATA=/data SPANGLASS_HOST=0.0.0.0 SPANGLASS_ALLOW_INSECURE=1 MALLOC_ARENA_MAX=1
EXPOSE 4317 4318 4319
VOLUME /data
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node_modules/.bin/node", "-e", "fetch('http://127.0.0.1:4319/healthz').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node_modules/.bin/node", "--max-semi-space-size=4", "collector/src/main.ts"]
