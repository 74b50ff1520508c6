/** `M/D/YYYY h:mm:ss AM`, in UTC: how Event Grid writes times in its messages. */
export function usTime(time: Date): string {
  const hours = time.getUTCHours();
  const two = (part: number) => String(part).padStart(2, "0");
  const day = `${time.getUTCMonth() + 1}/${time.getUTCDate()}/${time.getUTCFullYear()}`;
  return `${day} ${hours % 12 || 12}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())} ${hours < 12 ? "AM" : "PM"}`;
}
