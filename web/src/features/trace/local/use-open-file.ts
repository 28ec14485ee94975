import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { LocalFiles } from "../../../state/local-files.ts";
import type { FileFault } from "./file-worker.ts";
import { FileFaultError, type OpenFiles, openFiles } from "./open-files.ts";

export type FileState =
	| { readonly kind: "reading" }
	| ({ readonly kind: "open" } & OpenFiles)
	| { readonly kind: "fault"; readonly fault: FileFault }
	/** The browser itself failed: no worker, no memory. */
	| { readonly kind: "crash"; readonly error: Error };

const READING: FileState = { kind: "reading" };

/** The files as they are being read. What they held is forgotten when the page is left or others are opened. */
export function useOpenFile({ key, files }: LocalFiles): FileState {
	const client = useQueryClient();
	const [told, setTold] = useState<{ readonly key: string; readonly state: FileState }>();
	useEffect(() => {
		const abort = new AbortController();
		const tell = (state: FileState): void => {
			if (!abort.signal.aborted) setTold({ key, state });
		};
		openFiles(key, files, abort.signal).then(
			(opened) => tell({ kind: "open", ...opened }),
			(error) => tell(stateOf(error)),
		);
		return () => {
			abort.abort(new Error("the file was closed"));
			client.removeQueries({ predicate: ({ queryKey }) => queryKey[1] === key });
		};
	}, [key, files, client]);
	return told?.key === key ? told.state : READING;
}

function stateOf(error: unknown): FileState {
	if (error instanceof FileFaultError) return { kind: "fault", fault: error.fault };
	return { kind: "crash", error: error instanceof Error ? error : new Error(String(error)) };
}
