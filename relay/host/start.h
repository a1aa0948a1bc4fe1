// What the programs of this folder do before they open a port: keys, signals, limits of the process.
#pragma once
#include "node/files/fd.h"
#include "relay/io/context.h"

namespace tocsin::relay::host {

// Makes the key file (0600); answers the public key. conflict: the file is there, and stays as it is.
Result<BoxPublic> make_key(const std::string& file);
// configuration: not a private file of 32 bytes.
Result<io::CurveKeys> read_key(const std::string& file);
// SIGTERM, SIGINT and SIGHUP, blocked and to be read; before any thread.
Result<files::Fd> signals();
// As far as the system lets it; fewer files are fewer connections, and no reason not to start.
void raise_open_files();
// configuration: an address that nobody can dial.
Status check_address(const std::string& address);
// Writes the files of a new folder; each 0600.
Status write_files(const std::string& folder,
                   std::initializer_list<std::pair<const char*, std::string>> files);

}  // namespace tocsin::relay::host
