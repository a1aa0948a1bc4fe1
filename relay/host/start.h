// What the programs of this folder do before they open a port: keys, signals, limits of the process.
#pragma once
#include "node/files/fd.h"
#include "relay/host/program.h"
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
// A new folder with all that such a program needs but its grants: `curve.key`, a configuration, an empty list
// of grants, and NAME.pub, which names it to nodes; each 0600. conflict: there is one in it already;
// configuration: no address that others could dial.
struct NewFolder {
  InitWish wish;       // whole
  std::string name;    // "relay", "gateway"
  std::string config;  // the text of NAME.toml
  std::string grants;  // the first line of `grants`
};
Result<BoxPublic> make_folder(const NewFolder& made);

}  // namespace tocsin::relay::host
