using System.Reflection;

namespace Sonde.Benchmarks;

/// <summary>An object of this assembly as a file, for peers to load.</summary>
internal sealed class ObjectFile : IDisposable
{
    public ObjectFile(string name)
    {
        Assembly assembly = typeof(ObjectFile).Assembly;
        string resource = assembly.GetManifestResourceNames().Single(n => n.EndsWith($"{name}.bpf.o", StringComparison.Ordinal));
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{name}.{Environment.ProcessId}.bpf.o");
        using Stream source = assembly.GetManifestResourceStream(resource)!;
        using FileStream file = File.Create(Path);
        source.CopyTo(file);
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
