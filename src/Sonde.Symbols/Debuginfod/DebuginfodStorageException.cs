namespace Sonde.Symbols;

/// <summary>What a server sends cannot be written on this machine: its disk is full, for example.</summary>
internal sealed class DebuginfodStorageException(IOException cause) : Exception(cause.Message, cause);
