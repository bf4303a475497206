/**
 * Starts the page's own thread from the text that it carries.
 * @param code deflated, in base64.
 * @param connect called with the thread, before it says anything.
 * @param fail called with the reason where it cannot run.
 */
export function startThread(code: string, connect: (thread: Worker) => void, fail: (reason: string) => void): void {
  const start = (script: Blob): void => {
    const thread = new Worker(URL.createObjectURL(script));
    thread.onerror = ({ message }) => fail(message || 'the browser does not start the thread');
    connect(thread);
  };
  inflated(code)
    .then(start)
    .catch((error: unknown) => fail(String(error)));
}

async function inflated(code: string): Promise<Blob> {
  const bytes = Uint8Array.from(atob(code), (letter) => letter.charCodeAt(0));
  const script = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(script, { headers: { 'content-type': 'text/javascript' } }).blob();
}
