/** The broker process: a real MQTT broker on a free port of loopback. */
import net from "node:net";
import { Aedes } from "aedes";

/** Answers the port. */
export async function startBroker(): Promise<number> {
	const aedes = await Aedes.createBroker();
	const server = net.createServer(aedes.handle);
	return new Promise((resolve) => {
		server.listen(0, "127.0.0.1", () => {
			const address = server.address();
			resolve(typeof address === "object" && address !== null ? address.port : 0);
		});
	});
}
