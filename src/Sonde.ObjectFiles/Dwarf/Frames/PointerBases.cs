namespace Sonde.ObjectFiles;

/// <summary>Addresses that pointers of unwind tables may be relative to.</summary>
/// <param name="Section">Where the section itself is loaded.</param>
/// <param name="Text">Where the code is.</param>
/// <param name="Data">Where the data are, for <c>.eh_frame_hdr</c> itself.</param>
internal readonly record struct PointerBases(ulong Section, ulong Text, ulong Data);
