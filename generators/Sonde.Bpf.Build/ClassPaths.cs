namespace Sonde.Bpf.Build;

/// <summary>Files that the build makes for one generated class.</summary>
internal sealed class ClassPaths(string outputFolder, string name)
{
    /// <summary>The object that clang or the linker makes; a given one lies elsewhere.</summary>
    public string Object { get; } = Path.Combine(outputFolder, name + ".bpf.o");

    /// <summary>Says what was linked into the object.</summary>
    public string LinkStamp { get; } = Path.Combine(outputFolder, name + ".bpf.parts");

    public string Description { get; } = Path.Combine(outputFolder, name + ".bpf.txt");

    /// <summary>Says which object was described last.</summary>
    public string Stamp { get; } = Path.Combine(outputFolder, name + ".bpf.stamp");
}
