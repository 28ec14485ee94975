/** Why something was turned away or changed, in sentences. A word that is not known here is shown as it is. */
import type { TFunction } from "i18next";
import { statusEn } from "../../i18n/status-en.ts";

type RejectReason = keyof typeof statusEn.rejectReasons;
type RefuseReason = keyof typeof statusEn.refuseReasons;
type Repair = keyof typeof statusEn.repairs;

const isRejectReason = (word: string): word is RejectReason => Object.hasOwn(statusEn.rejectReasons, word);
const isRefuseReason = (word: string): word is RefuseReason => Object.hasOwn(statusEn.refuseReasons, word);
const isRepair = (word: string): word is Repair => Object.hasOwn(statusEn.repairs, word);

/** Of items. */
export function rejectText(t: TFunction, word: string): string {
	return isRejectReason(word) ? t(`status.rejectReasons.${word}`) : word;
}

/** Of whole requests and connections. */
export function refuseText(t: TFunction, word: string): string {
	return isRefuseReason(word) ? t(`status.refuseReasons.${word}`) : word;
}

export function repairText(t: TFunction, word: string): string {
	return isRepair(word) ? t(`status.repairs.${word}`) : word;
}
