import { describeAlertStore } from "../conformance/alert-suite.ts";
import { createMemoryAlertStore } from "./alert-store.ts";

describeAlertStore("memory", () => ({ ...createMemoryAlertStore(() => 1), close: () => undefined }));
