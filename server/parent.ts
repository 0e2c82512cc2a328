/**
 * Calls back once if the process that started this one goes away, however it died. The boot file keeps a channel to
 * us open that the system closes for it. Without such a channel (started by hand, by a service manager) nothing happens.
 */
export function onParentGone(callback: () => void): void {
  if (!process.channel) return;
  process.once("disconnect", callback);
  // The channel alone must not keep this process alive when its work is done.
  process.channel.unref();
}
