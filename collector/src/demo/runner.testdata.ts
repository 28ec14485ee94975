/** Stands in for the fleet's runner in tests: says what it was given, reports that it is up, and ends when told to, or at once for `queue`. */
const incident = process.argv[process.argv.indexOf("--incident") + 1];
const secrets = Object.keys(process.env).filter((name) => name.startsWith("SPANGLASS_"));
process.stdout.write(`args ${process.argv.slice(2).join(" ")}\nsecrets ${secrets.join(" ")}\n`);
if (incident === "queue") {
	process.stderr.write("no broker\n");
	process.exit(3);
}
process.on("SIGTERM", () => incident !== "deadline" && process.exit(0));
process.on("disconnect", () => process.exit(0));
process.send?.({ type: "running" });
