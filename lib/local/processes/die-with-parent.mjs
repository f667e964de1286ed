// Preloaded into every process that is started here: a process ends when the one that started it is gone, however that ended.
// The system closes the channel between the two then. Not in TypeScript, as that would load Node's compiler for it each time.
if (process.connected) {
  process.on('disconnect', () => process.exit(0));
  // The channel alone keeps no process alive.
  process.channel?.unref();
}
