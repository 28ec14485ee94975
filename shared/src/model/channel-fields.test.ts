import { describe, expect, it } from "vitest";
import { channelFault } from "./channel-fields.ts";

const MAIL = { host: "smtp.example.com", from: "a@example.com", to: ["b@example.com"] };

describe("what a channel has to know", () => {
	it("names what is missing, strange or of another type", () => {
		expect(channelFault("email", MAIL, [])).toBeUndefined();
		expect(channelFault("webhook", {}, [])?.field).toBe("url");
		expect(channelFault("webhook", { url: "ftp://x" }, [])?.field).toBe("url");
		expect(channelFault("webhook", { url: "https://x", password: "p" }, [])?.field).toBe("password");
		expect(channelFault("slack", { url: "https://x" }, [])?.field).toBe("url");
		expect(channelFault("slack", {}, ["url"])).toBeUndefined();
		expect(channelFault("slack", {}, ["url", "token"])?.field).toBe("token");
		expect(channelFault("email", { ...MAIL, port: "25" }, [])?.field).toBe("port");
		expect(channelFault("email", { ...MAIL, onlyNamed: 1 }, [])?.field).toBe("onlyNamed");
	});

	it.each(["b@example.com\r\nBcc: c@example.com", "b", "b@x, c@x", "<b@x>"])("takes no address %j", (address) => {
		expect(channelFault("email", { ...MAIL, to: [address] }, [])?.field).toBe("to");
	});

	it("takes no header in a name", () => {
		expect(channelFault("email", { ...MAIL, from: "a@x\nSubject: y" }, [])?.field).toBe("from");
	});
});
