/** The words of TypeScript that a statement or expression may start with or contain. */
export const keywords: ReadonlySet<string> = new Set(
  `abstract any as asserts async await bigint boolean break case catch class const continue debugger declare default delete do else
  enum export extends false finally for from function get if implements import in infer instanceof interface is keyof let namespace
  never new null number object of override private protected public readonly return satisfies set static string super switch symbol
  this throw true try type typeof undefined unique unknown using var void while with yield`.split(/\s+/),
)

/** Types that are there without being declared, and that no value goes by: of the others the server knows. */
export const typeNames: ReadonlySet<string> = new Set(
  `ArrayLike AsyncGenerator AsyncIterable AsyncIterableIterator AsyncIterator Awaited Capitalize ConstructorParameters Exclude Extract
  Generator InstanceType Iterable IterableIterator Lowercase NodeJS NoInfer NonNullable Omit Parameters Partial Pick PromiseLike
  PropertyDescriptor PropertyKey Readonly ReadonlyArray ReadonlyMap ReadonlySet Record Required ReturnType TemplateStringsArray ThisType
  Uncapitalize Uppercase`.split(/\s+/),
)
