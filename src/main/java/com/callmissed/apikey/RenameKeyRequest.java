package com.callmissed.apikey;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** A name is all that can change in a key; everything else takes a new one. */
record RenameKeyRequest(@NotBlank @Size(max = 255) String name) {}
