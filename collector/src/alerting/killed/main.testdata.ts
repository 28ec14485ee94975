/** `main.testdata.ts FOLDER KILLS SEED` prints the report as JSON: for `npm run endure`. */
import { killAlertClock } from "./kill-clock.testdata.ts";

const [folder = "", kills = "1", first = "1"] = process.argv.slice(2);
let seed = Number(first);
const random = () => {
	seed = (seed * 16_807) % 2_147_483_647;
	return seed / 2_147_483_647;
};
process.stdout.write(JSON.stringify(await killAlertClock(folder, Number(kills), random)));
