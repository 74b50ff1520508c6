/**
 * What passes between the host and an app's process. The inner shapes are those of the gRPC contract that
 * `@azure/functions` v4 speaks, as plain objects.
 *
 * @see https://github.com/Azure/azure-functions-nodejs-worker/tree/v3.x/types-core
 */

/** Exactly one property is set. */
export interface RpcTypedData {
  readonly string?: string;
  /** JSON text. */
  readonly json?: string;
  readonly bytes?: Uint8Array;
  readonly int?: number;
  readonly double?: number;
  readonly http?: RpcHttpRequest | RpcHttpResponse;
}

export type RpcStrings = Readonly<Record<string, { readonly value: string }>>;

export interface RpcHttpRequest {
  /** Absolute. */
  readonly url: string;
  readonly method: string;
  readonly nullableHeaders: RpcStrings;
  readonly nullableQuery: RpcStrings;
  readonly nullableParams: RpcStrings;
  readonly body?: { readonly bytes: Uint8Array };
}

export interface RpcHttpResponse {
  readonly statusCode?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly RpcCookie[];
  readonly body?: RpcTypedData | null;
}

interface Nullable<T> {
  readonly value?: T;
}

export interface RpcCookie {
  readonly name: string;
  readonly value: string;
  readonly domain?: Nullable<string>;
  readonly path?: Nullable<string>;
  readonly expires?: Nullable<{ readonly seconds: number; readonly nanos: number }>;
  readonly secure?: Nullable<boolean>;
  readonly httpOnly?: Nullable<boolean>;
  readonly sameSite?: string;
  /** Seconds. */
  readonly maxAge?: Nullable<number>;
}

export interface BindingMetadata {
  readonly type: string;
  readonly direction: string;
  readonly name: string;
  readonly [option: string]: unknown;
}

export interface RetryOptions {
  readonly retryStrategy?: string;
  readonly strategy?: string;
  /** -1 is without end. */
  readonly maxRetryCount: number;
  readonly delayInterval?: { readonly seconds?: number };
  readonly minimumInterval?: { readonly seconds?: number };
  readonly maximumInterval?: { readonly seconds?: number };
}

export interface FunctionMetadata {
  readonly name: string;
  readonly bindings: Readonly<Record<string, BindingMetadata>>;
  readonly retryOptions?: RetryOptions;
}

export interface InvocationRequest {
  readonly invocationId: string;
  readonly inputData: readonly { readonly name: string; readonly data: RpcTypedData }[];
  readonly triggerMetadata: Readonly<Record<string, RpcTypedData>>;
  readonly traceContext: { readonly traceParent: string; readonly traceState: string };
  readonly retryContext?: RetryContext;
}

/** Of a function with a retry policy, also at its first run. */
export interface RetryContext {
  /** Retries so far. */
  readonly retryCount: number;
  /** -1 is without end. */
  readonly maxRetryCount: number;
  /** Why the run before failed. */
  readonly exception?: { readonly message: string };
}

export interface InvocationResponse {
  /** What the function gave to its outputs, but for the one that is its result. */
  readonly outputData?: readonly { readonly name: string; readonly data: RpcTypedData }[];
  readonly returnValue?: RpcTypedData | null;
}

export type LogLevel = "trace" | "debug" | "information" | "warning" | "error" | "critical" | "none";

export interface WorkerLog {
  readonly level: LogLevel;
  /** Who says it: the app's own code, or `@azure/functions` and the worker. */
  readonly category: "user" | "system" | "customMetric";
  readonly message: string;
  readonly functionName?: string;
  readonly invocationId?: string;
}

export type ToWorker =
  | { readonly type: "start"; readonly directory: string; readonly files: readonly string[] }
  | { readonly type: "invoke"; readonly calls: readonly Call[] };

/** A function to run. */
export interface Call {
  readonly id: string;
  readonly functionName: string;
  readonly request: InvocationRequest;
}

export type FromWorker =
  | {
      readonly type: "ready";
      readonly functions: readonly FunctionMetadata[];
      readonly capabilities: Readonly<Record<string, string>>;
    }
  | { readonly type: "failed"; readonly message: string; readonly stack: string }
  | ({ readonly type: "log" } & WorkerLog)
  | {
      readonly type: "done";
      readonly id: string;
      readonly response?: InvocationResponse;
      readonly error?: { readonly message: string; readonly stack: string };
    };
