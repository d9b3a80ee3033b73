/** What the commonest passwords are made of, in Viet Nam and elsewhere; the longest first, so that none hides another. */
const words = [
  'administrator',
  'truyxuatnguongoc',
  '1234567890',
  '0987654321',
  'qwertyuiop',
  'asdfghjkl',
  '123123123',
  'abcdefgh',
  'binhduong',
  'matkhau',
  'mat khau',
  'iloveyou',
  'password',
  'passw0rd',
  'p@ssw0rd',
  'p@ssword',
  'superman',
  'football',
  'trustno1',
  'sunshine',
  'princess',
  'baseball',
  '1q2w3e4r5t6y7u',
  '1q2w3e4r5t6y',
  '1q2w3e4r5t',
  '1qaz2wsx3edc',
  '1qaz2wsx',
  'qazwsxedc',
  'zxcvbnm',
  'vietnam',
  'anhyeuem',
  'emyeuanh',
  'hochiminh',
  'nongnghiep',
  'hoptacxa',
  'traceability',
  'welcome',
  'letmein',
  'changeme',
  'default',
  'monkey',
  'dragon',
  'master',
  'qwerty',
  'azerty',
  'secret',
  'nguon',
  'admin',
  'login',
  '12345678',
  '87654321',
  '123456',
  '654321',
  '112233',
  'abc123',
  '1234',
  'abcd',
].sort((a, b) => b.length - a.length)

/** So many letters must be left of a password when the common words are taken out of it. */
const fewest = 6
const fewestKinds = 5

/** Whether guessing would begin with it: a common word with a few signs around it, or very few different signs. */
export function isCommon(lower: string): boolean {
  if (new Set(lower).size < fewestKinds) return true
  const rest = words.reduce((text, word) => text.replaceAll(word, ''), lower)
  return rest !== lower && [...rest].length < fewest
}
