import type { RpcTypedData } from "../worker/protocol.js";
import type { BindingData } from "./binding-data.js";

/** What a function is given besides what triggered it. */
export interface InputBinding {
  /** Key among the function's bindings. */
  readonly name: string;
  /**
   * @returns undefined when there is nothing, which the function sees as undefined.
   * @throws when it cannot be read.
   */
  read(data: BindingData): Promise<RpcTypedData | undefined>;
}

/** Where something goes that a function gave. */
export interface OutputBinding {
  /** Key among the function's bindings; `$return` is what the function returns. */
  readonly name: string;
  /** @throws when it cannot be written. */
  write(value: RpcTypedData, data: BindingData): Promise<void>;
}
