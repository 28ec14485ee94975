import { useEffect, useState } from "react";
import { useOpenFiles } from "../state/use-open-files.ts";

/** Files that are dropped anywhere are opened. Result: true while some are held over the page. */
export function useFileDrop(): boolean {
	const { open } = useOpenFiles();
	const [isOver, setOver] = useState(false);
	useEffect(() => {
		const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes("Files") ?? false;
		const onOver = (event: DragEvent): void => {
			if (!hasFiles(event)) return;
			event.preventDefault();
			setOver(true);
		};
		const onLeave = (event: DragEvent): void => {
			if (event.relatedTarget === null) setOver(false);
		};
		const onDrop = (event: DragEvent): void => {
			setOver(false);
			if (!hasFiles(event)) return;
			event.preventDefault();
			open([...(event.dataTransfer?.files ?? [])]);
		};
		document.addEventListener("dragover", onOver);
		document.addEventListener("dragleave", onLeave);
		document.addEventListener("drop", onDrop);
		return () => {
			document.removeEventListener("dragover", onOver);
			document.removeEventListener("dragleave", onLeave);
			document.removeEventListener("drop", onDrop);
		};
	}, [open]);
	return isOver;
}
