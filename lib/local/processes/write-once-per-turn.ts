/**
 * Collects what is written to a stream in one turn of the event loop, and writes it at once. A pipe
 * or a file takes each write by a call of the system, which costs more than to make a log line.
 * Nothing is lost when the process exits. A killed process loses the lines of its last turn.
 */
export function writeOncePerTurn(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream);
  let pending = '';
  const flush = () => {
    const text = pending;
    pending = '';
    if (text !== '') write(text);
  };
  stream.write = (chunk: string | Uint8Array) => {
    if (pending === '') setImmediate(flush);
    pending += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    return true;
  };
  process.on('exit', flush);
}
