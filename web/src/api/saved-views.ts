/** Views that were kept under a name: documents of kind `view`, shared by everybody who uses the collector. */
import type { DocumentJson } from "@spanglass/shared/api/document-schemas";
import { type UseMutationResult, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getJson, sendJson } from "./client.ts";

export interface SavedView {
	readonly name: string;
	/** Path and query string of a page. */
	readonly path: string;
}

export interface KeptView extends SavedView {
	readonly id: string;
}

const KIND = "view";
const KEY = ["documents", KIND] as const;

/** A document as a view; undefined for what something else wrote. Only addresses of this page are followed. */
export function viewFromDocument({ id, json }: Pick<DocumentJson, "id" | "json">): KeptView | undefined {
	if (typeof json !== "object" || json === null) return undefined;
	const name = "name" in json ? json.name : undefined;
	const path = "path" in json ? json.path : undefined;
	if (typeof name !== "string" || typeof path !== "string" || !/^\/(?![/\\])/.test(path)) return undefined;
	return { id, name, path };
}

/** All kept views, by name; empty until they are known. */
export function useSavedViews(): readonly KeptView[] {
	const { data } = useQuery({
		queryKey: KEY,
		queryFn: ({ signal }) => getJson("documents", { path: { kind: KIND }, signal }),
		select: (answer) => answer.data.flatMap((document) => viewFromDocument(document) ?? []).sort((a, b) => (a.name < b.name ? -1 : 1)),
		retry: false,
	});
	return data ?? [];
}

/** Keep a view. */
export function useSaveView(): UseMutationResult<unknown, Error, SavedView> {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (view) => sendJson("POST documents", { json: view }, { path: { kind: KIND } }),
		onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
	});
}
