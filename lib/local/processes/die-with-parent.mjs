// Preloaded into every process that is started here. A process exits when its parent has ended,
// even by `kill -9`: the system then closes the channel between the two. Not in TypeScript: that
// would load Node's compiler each time.
if (process.connected) {
  process.on('disconnect', () => process.exit(0));
  // The channel does not keep the process alive.
  process.channel?.unref();
}
