#include "relay/io/dial.h"
