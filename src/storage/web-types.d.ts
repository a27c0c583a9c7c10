/** Types of the web platform that aws4fetch refers to and `@types/node` does not declare. */
type HeadersInit = Readonly<Record<string, string>> | Headers;
type BodyInit = string | ArrayBuffer;
