/** The version of the plugin API; `engines.facet` of a plugin is a range of it. */
export const apiVersion = '0.1.0';
