/**
 * The page's own thread, from the text that it carries.
 * @param fail called with the reason where it cannot run.
 */
export function startThread(code: string, fail: (reason: string) => void): Worker {
  const thread = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  thread.onerror = ({ message }) => fail(message || 'the browser does not start the thread');
  return thread;
}
