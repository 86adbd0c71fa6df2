// What is known when the program is built; Swift has no compile-time strings of its own.

#pragma once

// Set by `-Xcc -DSONDE_REVISION=...`, without quotation marks.
#ifndef SONDE_REVISION
#define SONDE_REVISION unknown
#endif

#define CBUILD_TEXT_OF(value) #value
#define CBUILD_TEXT(value) CBUILD_TEXT_OF(value)

// The commit that was built, or `unknown`.
static const char *const cbuild_revision = CBUILD_TEXT(SONDE_REVISION);
