namespace Sonde.Bpf.Tests;

/// <summary>A structure of C that a C# one repeats.</summary>
/// <param name="Type">The C# structure, by its name within its assembly.</param>
/// <param name="C">The C structure or union.</param>
/// <param name="IsPrefix">Whether C# has the leading fields only, because the callee takes a shorter one by its size.</param>
/// <param name="Fields">The C field of each C# field: <c>MapFd=map_fd</c>; <c>(none)</c> for bit fields and the beginning of an array.</param>
internal sealed record StructMirror(string Type, string C, bool IsPrefix, string Fields)
{
    public IReadOnlyDictionary<string, string> FieldNames { get; } = Fields
        .Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('='))
        .ToDictionary(pair => pair[0], pair => pair[1]);
}
