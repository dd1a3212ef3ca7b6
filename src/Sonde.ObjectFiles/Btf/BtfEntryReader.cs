namespace Sonde.ObjectFiles;

internal delegate T BtfEntryReader<T>(Btf btf, ReadOnlySpan<byte> entry);
