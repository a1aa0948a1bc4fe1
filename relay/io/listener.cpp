#include "relay/io/listener.h"
