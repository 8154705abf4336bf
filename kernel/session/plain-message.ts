/** What V8 says of code, with the user's words for what the compiler has written in their place. */
export function plainMessage(text: string): string {
  return text
    .replace(/\$tsloom_c\.(?:resume|settle) is not a function or its return value is not (async )?iterable/g, 'await … is not $1iterable')
    .replace(/\$tsloom_c\.(?:resume|settle)\(\.\.\.\)/g, 'await …')
    .replace(/__tsloom\.(shadowed\.|(?=import\b))/g, '')
    .replace(/__tsloom\.meta\b/g, 'import.meta')
}
