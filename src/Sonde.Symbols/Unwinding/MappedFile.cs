namespace Sonde.Symbols;

/// <summary>Which file a mapping is of, beyond its path: in another mount namespace, or at another time, the path may lead to another one.</summary>
/// <param name="DeviceMajor">Major number of its device.</param>
/// <param name="DeviceMinor">Minor number of its device.</param>
/// <param name="Inode">Its number on the device; 0 where it is not known.</param>
/// <param name="BuildId">Its build id, lower-case hexadecimal; null where it is not known.</param>
public readonly record struct MappedFile(uint DeviceMajor, uint DeviceMinor, ulong Inode, string? BuildId = null);
