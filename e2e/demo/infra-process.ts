/** The registry or the broker in a process of its own; what they are stands in the first argument. They send no telemetry. */
import { startBroker } from "./broker/server.ts";
import type { FromChild } from "./instance.ts";
import { startRegistry } from "./registry/server.ts";

const port = await (process.argv[2] === "broker" ? startBroker() : startRegistry());
process.on("message", () => process.exit(0));
process.on("disconnect", () => process.exit(0));
process.on("SIGINT", () => undefined);
const ready: FromChild = { type: "ready", port };
process.send?.(ready, () => undefined);
