/** Where in the caller's own code something happened. */

/** The innermost stack frame that is neither TensorFlow.js, nor Node, nor this compiler: `function (file:line:column)`. */
export function callSite(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 60;
  const lines = (new Error().stack ?? '').split('\n').slice(1);
  Error.stackTraceLimit = limit;
  const own = lines.find(
    (line) => !/@tensorflow|node:|[\\/](borad|dist)[\\/]compile[\\/]|<anonymous>|native/.test(line),
  );
  return own ? own.trim().replace(/^at /, '') : 'an unknown place';
}
