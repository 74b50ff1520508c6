const LONGEST = 63;

/**
 * What is wrong with the name of a queue, in the words of the extension; undefined when nothing is.
 *
 * @see https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Queues/src/QueueClientExtensions.cs
 */
export function queueNameProblem(name: string): string | undefined {
  if (name === "") return "A queue name can't be null or empty";
  if (name.length < 3 || name.length > LONGEST) {
    return `A queue name must be from 3 to 63 characters long - "${name}"`;
  }
  if (name.startsWith("-") || name.endsWith("-")) {
    return `The dash (-) character may not be the first or last letter - "${name}"`;
  }
  if (/[^a-z0-9-]/.test(name)) {
    return `A queue name can contain only letters, numbers, and dash(-) characters - "${name}"`;
  }
  return name.includes("--") ? "A queue name cannot contain consecutive dash(-) characters." : undefined;
}

/**
 * The name of a queue as it is used: in lower case.
 *
 * @throws when it is none.
 */
export function queueName(text: string): string {
  const name = text.toLowerCase();
  const problem = queueNameProblem(name);
  if (problem !== undefined) throw new Error(problem);
  return name;
}
