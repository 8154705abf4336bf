/** Code that may read other modules: `import`, `require`, `export … from`. Comments and strings may say so too; that costs only time. */
export const READS_MODULES = /\b(?:import|require)\b|\bexport\b[^]*?\bfrom\b/
