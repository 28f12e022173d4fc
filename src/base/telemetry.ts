/**
 * Keeps ONNX Runtime quiet: version 1.30 reports to its makers over the network, and keeps a device id and a queue under
 * `~/.cache/Microsoft`, unless the environment says otherwise when the first model is opened. Whoever wants that sets the
 * variable to 0. The library does not see the copy of the environment that a thread has: so this is called where threads are
 * started, too.
 */
export function refuseTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY ??= '1'
}
