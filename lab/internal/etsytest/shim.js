// Loaded before the server. Its log goes to stderr, because stdout is for answers,
// and it finds util.log, which Node 23 has no more.
'use strict';

require('util').log = console.error;
