import type { RpcTypedData } from "../worker/protocol.js";
import type { InputBinding } from "./binding.js";
import type { BindingData } from "./binding-data.js";
import type { BindingTemplate } from "./binding-template.js";
import type { BlobClient } from "./blob-client.js";
import { blobPath } from "./blob-path.js";

/**
 * Reads a blob, as text unless the binding's `dataType` is `binary`.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-input
 */
export class BlobInput implements InputBinding {
  constructor(
    readonly name: string,
    private readonly path: BindingTemplate,
    private readonly client: BlobClient,
    private readonly isBinary: boolean,
  ) {}

  async read(data: BindingData): Promise<RpcTypedData | undefined> {
    const { container, blob } = blobPath(this.path.evaluate(data));
    const found = await this.client.get(container, blob);
    if (found === undefined) return undefined;
    return this.isBinary ? { bytes: found.bytes } : { string: new TextDecoder().decode(found.bytes) };
  }
}
