/** What `npm run` tells its scripts of itself: it would lead another package manager to the wrong project, or silence it. */
const OUTER_NPM =
  /^npm_(package|lifecycle|config_(local_|global_)?prefix|config_user_agent|config_loglevel|execpath|node_execpath|command)/;

/**
 * The environment without it.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export const withoutOuterNpm = (env) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !OUTER_NPM.test(name)));
