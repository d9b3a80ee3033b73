/** What `--help` prints; docs/client.md tells more. */
export const usage = `usage: npm run epcis --silent -- <command> [options]

  capture FILE…         send EPCIS documents (JSON, JSON-LD, XML; a folder means all below it; - is standard input)
    --proceed             keep the good events of a document that has bad ones
  query name=value…     print the events that match, e.g. EQ_bizStep=shipping "GE_eventTime=2026-01-01T00:00:00Z"
    --limit N             at most N events
    --to json|xml         one EPCISQueryDocument in this syntax (json)
    --ndjson              instead of a document, an event a line
    --resume PLACE        with --ndjson: keep the place in the file PLACE, and go on there when run again
    --epc-format FORMAT   GS1-EPC-Format, e.g. Always_EPC_URN
    --cbv-format FORMAT   GS1-CBV-XML-Format
  hash FILE…            print each event's hash ID (CBV 2.0), a line each; needs no server
  convert FILE          print a document in the other syntax; EPCIS 1.2 XML becomes 2.0; needs no server
    --to json|xml

  --patience SECONDS    how long to try a server that is away or busy (30)
  --quiet               no progress on stderr

  NGUON_URL             the server (http://localhost:8080)
  API_KEY               the key to call it with

exit codes: 0 all well · 1 something was refused or is not valid · 2 wrong usage, or a file that cannot be read
            3 the server cannot be reached, or fails · 4 the key is not known, or may not do this · 130 stopped
Run again with the same arguments after an interruption: capture goes on where it was.
`
