@rem `npm start` says `exec node ...`, so that signals to npm reach the program; this is what exec means to Windows.
@%*
