/** A name of the data sets as readers see it. @param {string} name */
export const words = (name) => name.replaceAll('_', ' ');
