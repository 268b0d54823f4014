/**
 * ONNX Runtime (since 1.29, not on Windows) tells its maker of every session, its model and its times, unless this is
 * set before its library is loaded (microsoft/onnxruntime#27379). Nothing may leave the machine.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';
