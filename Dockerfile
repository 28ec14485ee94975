# The page is built in the first stage; the second holds what the server runs on.
FROM node:24-bookworm-slim AS build
WORKDIR /spanglass
COPY . .
RUN npm run build

FROM node:24-bookworm-slim
WORKDIR /spanglass
COPY --from=build --chown=node:node /spanglass /spanglass
RUN mkdir /data && chown node:node /data
USER node
ENV SPANGLASS_DATA=/data SPANGLASS_HOST=0.0.0.0
EXPOSE 4317 4318 4319
VOLUME /data
ENTRYPOINT ["node_modules/.bin/node", "collector/src/main.ts"]
