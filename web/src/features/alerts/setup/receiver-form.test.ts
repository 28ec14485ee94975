import { writeReceiverSchema } from "@spanglass/shared/api/receiver-schemas";
import { channelFault } from "@spanglass/shared/model/channel-fields";
import { expect, test } from "vitest";
import { receiverOf } from "../../../testing/fake-alerts.ts";
import { draftOf, missingOf, writeOf } from "./receiver-form.ts";

test("what is stored comes back as it was, without its secrets", () => {
	const receiver = receiverOf({
		channel: "email",
		options: { host: "smtp.example.com", port: 587, from: "a@example.com", to: ["b@example.com", "c@example.com"], allowPlain: true },
		secretsSet: ["password"],
	});
	const { settings, secrets } = writeOf(draftOf(receiver, "en"));
	expect(settings.options).toEqual(receiver.options);
	expect(secrets).toEqual({});
	expect(channelFault("email", settings.options, ["password"])).toBeUndefined();
	expect(writeReceiverSchema.safeParse({ ...settings, secrets, version: 2 }).error).toBeUndefined();
});

test("a secret is written when it was typed, and taken away when it was asked for", () => {
	const draft = {
		...draftOf(receiverOf(), "en"),
		texts: { url: "https://a.example.com", authorization: "Bearer x" },
		cleared: ["signingKey"],
	};
	expect(writeOf(draft).secrets).toEqual({ authorization: "Bearer x", signingKey: null });
});

test("what is missing is told; a secret that is set is not missing", () => {
	const slack = { ...draftOf(undefined, "zh"), channel: "slack" as const };
	expect(missingOf(slack, [])).toEqual(["url"]);
	expect(missingOf(slack, ["url"])).toEqual([]);
	expect(slack.language).toBe("zh");
});
