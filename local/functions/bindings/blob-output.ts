import type { RpcTypedData } from "../worker/protocol.js";
import type { OutputBinding } from "./binding.js";
import type { BindingData } from "./binding-data.js";
import type { BindingTemplate } from "./binding-template.js";
import type { BlobClient } from "./blob-client.js";
import { blobPath } from "./blob-path.js";
import { outputValue } from "./output-values.js";

/**
 * Writes a blob; makes its container when there is none.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-output
 */
export class BlobOutput implements OutputBinding {
  constructor(
    readonly name: string,
    private readonly path: BindingTemplate,
    private readonly client: BlobClient,
  ) {}

  /** @throws when the path is none, or when the service refuses it. */
  async write(value: RpcTypedData, data: BindingData): Promise<void> {
    const { container, blob } = blobPath(this.path.evaluate(data));
    await this.client.put(container, blob, contentOf(value));
  }
}

/**
 * Bytes as they are, text in UTF-8, objects and arrays as JSON without spaces; numbers and booleans as .NET has them in
 * memory.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Binding/FunctionBinding.cs `ConvertValueToStream`
 */
function contentOf(given: RpcTypedData): Uint8Array {
  const value = outputValue(given);
  if (value instanceof Uint8Array) return value;
  if (typeof value === "string") return Buffer.from(value);
  if (typeof value === "boolean") return Buffer.from([value ? 1 : 0]);
  if (typeof value !== "number") return Buffer.from(JSON.stringify(value));
  const bytes = Buffer.alloc(Number.isInteger(value) ? 4 : 8);
  if (Number.isInteger(value)) bytes.writeInt32LE(value | 0);
  else bytes.writeDoubleLE(value);
  return bytes;
}
