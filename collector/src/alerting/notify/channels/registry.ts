/** All channels; a new one does not compile until it stands here and in `CHANNEL_FIELDS`. */
import type { ChannelKind } from "@spanglass/shared/model/receiver";
import type { Channel } from "./channel.ts";
import { dingtalk } from "./dingtalk.ts";
import { email } from "./email.ts";
import { feishu } from "./feishu.ts";
import { pagerduty } from "./pagerduty.ts";
import { slack } from "./slack.ts";
import { teams } from "./teams.ts";
import { webhook } from "./webhook.ts";
import { wecom } from "./wecom.ts";

export const CHANNELS: Readonly<Record<ChannelKind, Channel>> = { webhook, slack, teams, dingtalk, feishu, wecom, email, pagerduty };
