/** https://github.com/Azure/azure-cli/issues/27768 and its older form, https://github.com/MicrosoftDocs/azure-docs/issues/24291 */
const HANDSHAKE = /Webhook validation handshake failed|attempt to validate the provided endpoint/i;

/** https://github.com/Azure/bicep/issues/11656 */
const NOT_FOUND = /Destination endpoint not found/i;

/**
 * What to do about a subscription that was not made since Event Grid's own look at the endpoint failed, although the
 * program's had just succeeded: a webhook is asked once, and may be an instance that has only started; a function that
 * Azure lists may still not be seen by Event Grid.
 *
 * A retry within the same `up` is not possible: Event Grid keeps the subscription as failed, azure-native refuses to
 * make what exists, and the engine (3.259) drops from its state what failed so. The next `up` removes and makes it.
 *
 * @param error the newest.
 * @returns nothing for any other error.
 * @see https://github.com/Azure/azure-sdk-for-net/issues/51014
 * @see https://github.com/Azure/azure-functions-host/issues/11834
 */
export function handshakeRemedy(error: string | undefined): string | undefined {
  if (error === undefined) return undefined;
  if (NOT_FOUND.test(error)) {
    return "Azure lists the function, and Event Grid does not see it; run `pulumi up` again, or let it deliver with a key: `pulumi config set gridwire:deliverWith eventGridKey`";
  }
  if (!HANDSHAKE.test(error)) return undefined;
  return "the function had answered the same handshake just before, so its host may have restarted in between; run `pulumi up` again: it makes the subscription anew";
}
