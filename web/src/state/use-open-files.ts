import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { setLocalFiles } from "./local-files.ts";

/** Show files on their page; `choose` lets the reader pick them, and must be called from a press or a key. */
export function useOpenFiles(): { readonly open: (files: readonly File[]) => void; readonly choose: () => void } {
	const navigate = useNavigate();
	const open = useCallback(
		(files: readonly File[]): void => {
			if (files.length === 0) return;
			setLocalFiles(files);
			void navigate({ to: "/file", search: {} as never });
		},
		[navigate],
	);
	const choose = useCallback((): void => {
		const input = document.createElement("input");
		input.type = "file";
		input.multiple = true;
		input.addEventListener("change", () => open([...(input.files ?? [])]));
		input.click();
	}, [open]);
	return { open, choose };
}
