import { styleSheet } from '../../../platform/page/document.page.ts'
import { baseStyles } from '../../../platform/page/styles.ts'

const ownStyles = `
main.broad{max-width:72rem}
.top header{flex-wrap:wrap;padding-top:.25rem;padding-bottom:.25rem}
.top nav{display:flex;flex-wrap:wrap;gap:0 1rem;align-items:center}
.top button{width:auto;margin:0;padding:.5rem .75rem;border-color:#fff}
.who{flex-basis:100%;font-size:.875rem}
select,textarea{font:inherit;width:100%;padding:.7rem;border-radius:.375rem;border:1px solid var(--soft);background:#fff;color:var(--ink)}
input[type=checkbox],input[type=radio]{width:1.25rem;height:1.25rem;margin:0 .5rem 0 0;vertical-align:middle;accent-color:var(--main)}
fieldset{border:1px solid var(--line);border-radius:.375rem;margin:.75rem 0;padding:.75rem}
legend{font-weight:600;padding:0 .25rem}
form>label,form>p+label{margin-top:.75rem}
fieldset label{font-weight:400}
button.second{background:#fff;color:var(--main)}
button.danger{background:#fff;color:#8c1d18;border-color:#8c1d18}
.error{border-left-color:#8c1d18;background:#fdeceb;color:#8c1d18}
.help{color:var(--soft);font-size:.875rem;margin:.25rem 0 .5rem}
div.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9375rem;overflow-wrap:break-word}
th,td{text-align:left;vertical-align:top;padding:.5rem;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600}
caption{text-align:left;font-weight:600;padding:.25rem 0}
select:focus-visible,textarea:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid #b35900;outline-offset:2px}
`.replaceAll('\n', '')

/** What the pages of people who sign in look like: forms and tables beside what every page has. */
export const sheet = styleSheet(baseStyles + ownStyles)
