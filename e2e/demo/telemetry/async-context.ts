/** The active context follows promises and timers; the SDK packages of this installation bring no manager of their own. */
import { AsyncLocalStorage } from "node:async_hooks";
import { type Context, type ContextManager, ROOT_CONTEXT } from "@opentelemetry/api";

export class AsyncContextManager implements ContextManager {
	readonly #storage = new AsyncLocalStorage<Context>();

	active(): Context {
		return this.#storage.getStore() ?? ROOT_CONTEXT;
	}

	with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
		context: Context,
		run: F,
		thisArg?: ThisParameterType<F>,
		...args: A
	): ReturnType<F> {
		return this.#storage.run(context, () => run.call(thisArg, ...args));
	}

	/** Event emitters keep the context in which they were made: sockets and timers carry it already. */
	bind<T>(_context: Context, target: T): T {
		return target;
	}

	enable(): this {
		return this;
	}

	disable(): this {
		this.#storage.disable();
		return this;
	}
}
