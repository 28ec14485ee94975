/** The bank: outside of the system, so it sends no telemetry. `/charge` is quick, `/charge/verified` is not. */
import http from "node:http";
import { logNormal, type Random } from "./random.ts";

const QUICK = { medianMs: 70, spread: 0.45 };
/** Against five attempts of 300 ms this makes about 3.4 attempts a call and loses about 3 in 100 calls. */
const VERIFIED = { medianMs: 900, spread: 0.4 };

export interface Bank {
	readonly url: string;
	close(): void;
}

export async function startBank(random: Random): Promise<Bank> {
	const server = http.createServer((request, response) => {
		request.resume();
		const { medianMs, spread } = request.url === "/charge/verified" ? VERIFIED : QUICK;
		setTimeout(
			() => response.writeHead(200, { "content-type": "application/json" }).end('{"ok":true}'),
			logNormal(random, medianMs, spread),
		);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const port = typeof address === "object" && address !== null ? address.port : 0;
	return {
		url: `http://127.0.0.1:${port}`,
		close: () => {
			server.close();
			server.closeAllConnections();
		},
	};
}
