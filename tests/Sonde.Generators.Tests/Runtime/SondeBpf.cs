// The part of Sonde.Bpf that generated code may use, as signatures: generated code is compiled against it.
namespace Sonde.Bpf;

public sealed class BpfOpenOptions;

public sealed class BpfLinks;

public sealed class BpfProgram;

public sealed class BpfHashMap<TKey, TValue> where TKey : unmanaged where TValue : unmanaged;

public sealed class BpfPerCpuHashMap<TKey, TValue> where TKey : unmanaged where TValue : unmanaged;

public sealed class BpfArray<TValue> where TValue : unmanaged;

public sealed class BpfPerCpuArray<TValue> where TValue : unmanaged;

public sealed class RingBuffer;

public sealed class RingBuffer<T> where T : unmanaged;

public sealed class UserRingBuffer;

public sealed class UserRingBuffer<T> where T : unmanaged;

public sealed class PerfEventArray;

public sealed class PerfEventArray<T> where T : unmanaged;

public sealed class BpfMap
{
    public BpfHashMap<TKey, TValue> AsHashMap<TKey, TValue>() where TKey : unmanaged where TValue : unmanaged => new();

    public BpfPerCpuHashMap<TKey, TValue> AsPerCpuHashMap<TKey, TValue>() where TKey : unmanaged where TValue : unmanaged => new();

    public BpfArray<TValue> AsArray<TValue>() where TValue : unmanaged => new();

    public BpfPerCpuArray<TValue> AsPerCpuArray<TValue>() where TValue : unmanaged => new();

    public RingBuffer AsRingBuffer() => new();

    public RingBuffer<T> AsRingBuffer<T>() where T : unmanaged => new();

    public UserRingBuffer AsUserRingBuffer() => new();

    public UserRingBuffer<T> AsUserRingBuffer<T>() where T : unmanaged => new();

    public PerfEventArray AsPerfEventArray() => new();

    public PerfEventArray<T> AsPerfEventArray<T>() where T : unmanaged => new();
}

public sealed class BpfObject : System.IDisposable
{
    private readonly byte[] _memory = new byte[4096];

    public static string? FailingMap { get; set; }

    public static BpfObject? LastOpened { get; private set; }

    public string? ResourceName { get; private init; }

    public bool IsDisposed { get; private set; }

    public static BpfObject OpenResource(System.Reflection.Assembly assembly, string name, BpfOpenOptions? options) =>
        LastOpened = new BpfObject { ResourceName = name };

    public BpfMap GetMap(string name) => name == FailingMap ? throw new System.InvalidOperationException(name) : new BpfMap();

    public BpfProgram GetProgram(string name) => new();

    public ref T GetGlobals<T>(string section) where T : unmanaged =>
        ref System.Runtime.InteropServices.MemoryMarshal.AsRef<T>(System.MemoryExtensions.AsSpan(_memory));

    public void Load()
    {
    }

    public BpfLinks Attach() => new();

    public void Dispose() => IsDisposed = true;
}
